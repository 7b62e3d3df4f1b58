import { Picker, PickerItem, Switch, TextArea, TextField } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useCatalog } from "../../api/connections.ts";
import { useDataSets } from "../../api/flows.ts";
import { Answered } from "../../parts/answered.tsx";
import { Note } from "../../parts/note.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import type { StepProps } from "./connect.tsx";

export function NewDataset({ draft, change }: StepProps): ReactNode {
  return (
    <div className="stack">
      <TextField
        label="Dataset name"
        isRequired
        value={draft.dataSetName}
        onChange={(dataSetName) => change({ dataSetName })}
        description={`Schema: the generated one for ${resourceTitle(draft.resource ?? "").toLowerCase()}`}
      />
      <TextArea
        label="Dataset description"
        value={draft.dataSetDescription}
        onChange={(dataSetDescription) => change({ dataSetDescription })}
      />
    </div>
  );
}

export function ExistingDataset({ draft, change }: StepProps): ReactNode {
  const datasets = useDataSets();
  return (
    <Answered of={datasets} lines={2}>
      {(items) =>
        items.length === 0 ? (
          <p className="soft">The sandbox has no dataset yet.</p>
        ) : (
          <Picker
            label="Dataset"
            placeholder="Choose…"
            value={draft.dataSetId ?? null}
            onChange={(key) => change({ dataSetId: String(key) })}
          >
            {items.map(({ id, name, profileEnabled }) => (
              <PickerItem key={id} id={id} textValue={name}>
                {profileEnabled ? `${name} (Profile)` : name}
              </PickerItem>
            ))}
          </Picker>
        )
      }
    </Answered>
  );
}

const kinds: Readonly<Record<string, string>> = { event: "event dataset", object: "object dataset" };

/** Profile only takes people and what they did; the switch says which datasets that concerns, and that it is for ever. */
export function ProfileSwitch({ draft, change }: StepProps): ReactNode {
  const catalog = useCatalog().value ?? [];
  const meant = catalog[0]?.resources.find(({ name }) => name === draft.resource)?.profileDatasets ?? [];
  const joining = draft.way === "new" ? meant.filter((kind) => kind === "object") : meant;
  if (joining.length === 0) {
    return (
      <p className="soft small">
        Not for Real-Time Customer Profile: {draft.way === "new" ? "this dataset" : "what is made here"} is about
        things, not about people.
      </p>
    );
  }
  return (
    <div className="stack">
      <Switch isSelected={draft.profile} onChange={(profile) => change({ profile })}>
        Profile dataset
      </Switch>
      {draft.profile ? (
        <Note tone="warn" title="This can never be undone." live>
          <p>
            The schema of the {joining.map((kind) => kinds[kind] ?? kind).join(" and the ")} joins Real-Time Customer
            Profile and stays there; its fields can then only be added to.
          </p>
        </Note>
      ) : (
        <p className="soft small">
          On, the {joining.map((kind) => kinds[kind] ?? kind).join(" and the ")} feeds profiles, audiences and journeys.
        </p>
      )}
    </div>
  );
}
