import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import macros from "unplugin-parcel-macros";
import { defineConfig } from "vite";
import { localFonts } from "./build/local-fonts.ts";
import { noThirdParty } from "./build/no-third-party.ts";

export default defineConfig({
  // Relative: the same build works behind any path prefix.
  base: "./",
  plugins: [
    localFonts(),
    macros.vite(),
    { ...optimizeLocales.vite({ locales: ["en-US"] }), enforce: "pre" },
    react(),
    noThirdParty(),
  ],
  build: {
    target: "es2022",
    cssMinify: "lightningcss",
    // A data: address would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // One style sheet: atomic classes from the macro and from React Spectrum repeat each other, and their order matters.
        manualChunks(id: string) {
          if (/macro-(.*)\.css$/.test(id) || /@react-spectrum\/s2\/.*\.css$/.test(id)) return "spectrum-styles";
          return undefined;
        },
      },
    },
  },
});
