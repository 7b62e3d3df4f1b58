import type { JsonObject } from "../json.ts";
import type { Descriptor } from "./descriptor.ts";
import { globalLibrary } from "./global-library.ts";
import { mergeComponent } from "./merged-schema.ts";
import type { FindResource, RegistryResource, ResourceKind } from "./resource.ts";

/** One change of a resource, as the audit log tells it. */
export interface AuditEntry {
  readonly id: string;
  readonly resourceId: string;
  readonly kind: ResourceKind;
  readonly client: string;
  readonly time: number;
  readonly updates: readonly { readonly action: string; readonly path: string; readonly value?: unknown }[];
}

/** The schema library of one sandbox: Adobe's components, the tenant's own, and the descriptors. */
export class Registry {
  readonly descriptors = new Map<string, Descriptor>();
  readonly auditLog: AuditEntry[] = [];
  readonly #tenant = new Map<string, RegistryResource>();
  /** `_acme.schemas.12ab` -> `$id`. */
  readonly #altIds = new Map<string, string>([...globalLibrary.values()].map(({ id, altId }) => [altId, id]));
  #merged = new Map<string, JsonObject>();

  readonly findById: FindResource = (id) => this.#tenant.get(id) ?? globalLibrary.get(id);

  /** By `$id` or `meta:altId`. */
  find(idOrAltId: string): RegistryResource | undefined {
    return this.findById(this.#altIds.get(idOrAltId) ?? idOrAltId);
  }

  list(container: "global" | "tenant", kind: ResourceKind): RegistryResource[] {
    const resources = container === "global" ? globalLibrary : this.#tenant;
    return [...resources.values()].filter((resource) => resource.kind === kind);
  }

  tenantResources(): RegistryResource[] {
    return [...this.#tenant.values()];
  }

  /** Adds or replaces. */
  put(resource: RegistryResource): void {
    this.#tenant.set(resource.id, resource);
    this.#altIds.set(resource.altId, resource.id);
    this.#merged = new Map();
  }

  remove(resource: RegistryResource): void {
    this.#tenant.delete(resource.id);
    this.#altIds.delete(resource.altId);
    this.#merged = new Map();
    for (const descriptor of this.descriptors.values()) {
      if (descriptor.body["xdm:sourceSchema"] === resource.id) this.descriptors.delete(descriptor.id);
    }
  }

  /** The merged form of a stored resource; the same object for as long as nothing in the library changes. */
  merged(resource: RegistryResource): JsonObject {
    const known = this.#merged.get(resource.id);
    if (known !== undefined) return known;
    const merged = mergeComponent(resource, this.findById);
    this.#merged.set(resource.id, merged);
    return merged;
  }

  descriptorsOf(schemaId: string): Descriptor[] {
    return [...this.descriptors.values()].filter(({ body }) => body["xdm:sourceSchema"] === schemaId);
  }
}
