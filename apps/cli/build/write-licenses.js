import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Puts the licences of the packages whose code is in the bundle beside it, as they ask for. */
export function writeLicenses() {
  return {
    name: "write-licenses",
    generateBundle() {
      const folders = new Set([...this.getModuleIds()].map(packageFolder).filter((folder) => folder !== undefined));
      const texts = [...folders].map(licenseOf).sort();
      this.emitFile({ type: "asset", fileName: "licenses.txt", source: texts.join("\n\n") });
    },
  };
}

function packageFolder(file) {
  if (!file.includes("/node_modules/")) return undefined;
  let folder = dirname(file);
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

/** Some packages have a nameless manifest in a folder of theirs, which only says of what kind its modules are. */
function isPackage(folder) {
  const manifest = join(folder, "package.json");
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name !== undefined;
}

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = globSync("{LICENSE,license,LICENCE,NOTICE}*", { cwd: folder }).sort();
  return [`${name} ${version}, ${license}`, ...files.map((file) => readFileSync(join(folder, file), "utf8"))].join(
    "\n",
  );
}
