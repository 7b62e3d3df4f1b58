import type { Plugin } from "vite";

/**
 * React Spectrum asks use.typekit.net for Adobe Clean. The console asks nobody: it ships Source Sans 3, Adobe's open
 * typeface, under the same family name. `Fonts.mjs` is a private file of React Spectrum: when a version moves it, this plugin
 * changes nothing, and `noThirdParty` fails the build.
 */
export function localFonts(): Plugin {
  return {
    name: "local-fonts",
    enforce: "pre",
    load(id) {
      const file = id.split("?")[0] ?? id;
      if (file.endsWith("@react-spectrum/s2/dist/private/Fonts.mjs")) return "export const Fonts = () => null;";
      if (/@react-spectrum\/s2\/dist\/private\/font-faces(_css\.mjs|\.css)$/.test(file)) return "";
      return null;
    },
  };
}
