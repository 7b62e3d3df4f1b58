/** Where and why a record was refused, in one line; what the platform refused as a whole has no path. */
export function describeRefusal({ path, rule }: { readonly path: string; readonly rule: string }): string {
  return path === "" ? rule : `${path}: ${rule}`;
}
