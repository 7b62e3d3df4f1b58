import { Picker, PickerItem, Tab, TabList, TabPanel, Tabs } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { explore, type Explored } from "../../api/flow-service.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceChoices, resourceTitle } from "../../parts/resource-names.ts";
import type { StepProps } from "./connect.tsx";
import { cellText, fieldsOf, leavesOf, valueAt, type Field } from "./preview-shape.ts";
import { withResource } from "./wizard-state.ts";

export function SelectStep({ draft, change }: StepProps): ReactNode {
  const { resource, connectionId } = draft;
  return (
    <>
      <Picker
        label="Resource path"
        placeholder="Choose…"
        selectedKey={resource ?? null}
        onSelectionChange={(key) => change(withResource(draft, String(key), resourceTitle(String(key))))}
      >
        {resourceChoices.map(([name, title]) => (
          <PickerItem key={name} id={name}>
            {title}
          </PickerItem>
        ))}
      </Picker>
      {resource !== undefined && connectionId !== undefined && <Preview key={resource} resource={resource} connectionId={connectionId} />}
    </>
  );
}

function Preview({ resource, connectionId }: { readonly resource: string; readonly connectionId: string }): ReactNode {
  const explored = useExplored(connectionId, resource);
  return (
    <Card title="Preview" note={`Real ${resourceTitle(resource).toLowerCase()} of the account`}>
      <Answered of={explored} lines={8}>
        {(value) => <Records of={value} />}
      </Answered>
    </Card>
  );
}

export function useExplored(connectionId: string, resource: string): ReturnType<typeof useAnswer<Explored>> {
  return useAnswer(`explore ${connectionId} ${resource}`, (signal) => explore(connectionId, resource, signal));
}

/** The records inside their wrapper. */
export function recordsOf({ data = [] }: Explored): readonly unknown[] {
  return data.map((wrapped) => Object.values(wrapped)[0]);
}

function Records({ of }: { readonly of: Explored }): ReactNode {
  const fields = fieldsOf(of.schema);
  const records = recordsOf(of);
  return (
    <Tabs aria-label="Preview">
      <TabList>
        <Tab id="table">Table</Tab>
        <Tab id="tree">Tree</Tab>
      </TabList>
      <TabPanel id="table">
        <RecordTable leaves={leavesOf(fields)} records={records} />
      </TabPanel>
      <TabPanel id="tree">
        <ul className="tree">
          {fields.map((field) => (
            <Branch key={field.path} field={field} sample={records[0]} />
          ))}
        </ul>
      </TabPanel>
    </Tabs>
  );
}

function RecordTable({ leaves, records }: { readonly leaves: readonly Field[]; readonly records: readonly unknown[] }): ReactNode {
  return (
    <>
      <p className="soft small">
        {plural(records.length, "record")}, {plural(leaves.length, "field")}
      </p>
      <div className="preview-table" tabIndex={0} role="region" aria-label="Records">
        <table className="plain">
          <thead>
            <tr>
              {leaves.map(({ path, type }) => (
                <th key={path} scope="col">
                  {path}
                  <span className="type">{type}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record, index) => (
              <tr key={index}>
                {leaves.map(({ path, type }) => (
                  <td key={path}>
                    <Value value={valueAt(record, path)} type={type} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A value; a null says what it would be. */
function Value({ value, type }: { readonly value: unknown; readonly type: string }): ReactNode {
  if (value === null) return <span className="soft null">null, {type}</span>;
  const text = cellText(value);
  return <span title={text.length > 40 ? text : undefined}>{text.length > 40 ? `${text.slice(0, 39)}…` : text}</span>;
}

function Branch({ field, sample }: { readonly field: Field; readonly sample: unknown }): ReactNode {
  if (field.fields.length === 0) {
    return (
      <li>
        <code>{field.name}</code> <span className="type">{field.type}</span> <Value value={valueAt(sample, field.path)} type={field.type} />
      </li>
    );
  }
  return (
    <li>
      <details>
        <summary>
          <code>{field.name}</code> <span className="type">{field.type}</span>
        </summary>
        <ul className="tree">
          {field.fields.map((inner) => (
            <Branch key={inner.path} field={inner} sample={sample} />
          ))}
        </ul>
      </details>
    </li>
  );
}
