// The node-* runtime packages declare `os` and `cpu` as bare strings; pnpm filters by platform only when they are arrays.
const runtime = /^node-(bin-)?(linux|darwin|win)-/;

module.exports = {
  hooks: {
    readPackage(manifest) {
      if (runtime.test(manifest.name)) {
        manifest.os = [manifest.os].flat();
        manifest.cpu = [manifest.cpu].flat();
        if (manifest.os.includes("linux")) manifest.libc = ["glibc"];
      }
      return manifest;
    },
  },
};
