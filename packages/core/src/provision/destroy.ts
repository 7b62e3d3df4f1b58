import type { RecordedObject } from "./desired-object.ts";
import { provisionKinds } from "./desired-object.ts";
import type { ApplyOptions, ProvisionRecord } from "./apply-plan.ts";
import type { FarSide } from "./far-side.ts";
import { irreversibleKinds } from "./make-plan.ts";

/** What destroy took away, or would; and what stays, with the reason. */
export interface DestroyReport {
  readonly removed: readonly RecordedObject[];
  /** What stays for ever, with the reason. */
  readonly permanent: readonly { readonly object: RecordedObject; readonly reason: string }[];
  /** What was there before us, and stays. */
  readonly adopted: readonly RecordedObject[];
}

/** What destroy would do with each recorded object, last made first; touches nothing. */
export function planDestroy(
  recorded: readonly RecordedObject[],
  canRemove: (object: RecordedObject) => boolean,
): DestroyReport {
  const rank = new Map(provisionKinds.map((kind, index) => [kind, index]));
  const ordered = recorded.toReversed().sort((a, b) => (rank.get(b.kind) ?? 0) - (rank.get(a.kind) ?? 0));
  const created = ordered.filter(({ origin }) => origin === "created");
  const inProfile = new Set(created.filter(({ kind }) => kind === "profile-schema").map(({ id }) => id));
  const reasonFor = (object: RecordedObject): string | undefined => {
    if (inProfile.has(object.id)) return "its schema is in Real-Time Customer Profile, which it can never leave";
    return irreversibleKinds[object.kind] ?? (canRemove(object) ? undefined : "the service has no way to remove it");
  };
  return {
    removed: created.filter((object) => reasonFor(object) === undefined),
    permanent: created.flatMap((object) => {
      const reason = reasonFor(object);
      return reason === undefined ? [] : [{ object, reason }];
    }),
    adopted: ordered.filter(({ origin }) => origin === "adopted"),
  };
}

/** Removes what apply made, in the opposite order; what cannot be removed is reported and stays recorded. */
export async function destroy(
  farSide: FarSide,
  record: ProvisionRecord,
  options: ApplyOptions = {},
): Promise<DestroyReport> {
  const report = planDestroy(await record.list(), ({ kind }) => farSide.handler(kind).remove !== undefined);
  for (const [index, object] of report.removed.entries()) {
    options.signal?.throwIfAborted();
    await farSide.handler(object.kind).remove?.(object.id);
    await record.remove(object.key);
    options.onProgress?.({
      step: index + 1,
      steps: report.removed.length,
      act: "change",
      kind: object.kind,
      title: object.key,
      id: object.id,
    });
  }
  for (const object of report.adopted) await record.remove(object.key);
  return report;
}
