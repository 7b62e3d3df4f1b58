import { Picker, PickerItem, Tab, TabList, TabPanel, Tabs } from "@react-spectrum/s2";
import { useMemo, type ReactNode } from "react";
import { usePreview } from "../../api/connections.ts";
import type { ResourceName, ResourcePreview } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceChoices, resourceTitle } from "../../parts/resource-names.ts";
import type { StepProps } from "./connect.tsx";
import { cellText, fieldTree, leavesOf, valueAt, type FieldNode } from "./preview-shape.ts";
import { withResource } from "./wizard-state.ts";

export function SelectStep({ draft, change }: StepProps): ReactNode {
  const { resource, connectionId } = draft;
  return (
    <>
      <div className="step-choice">
        <Picker
          label="Resource path"
          placeholder="Choose…"
          value={resource ?? null}
          onChange={(key) => change(withResource(draft, key as ResourceName, resourceTitle(String(key))))}
        >
          {resourceChoices.map(([name, title]) => (
            <PickerItem key={name} id={name}>
              {title}
            </PickerItem>
          ))}
        </Picker>
      </div>
      {resource !== undefined && connectionId !== undefined && (
        <Preview key={resource} resource={resource} connectionId={connectionId} />
      )}
    </>
  );
}

function Preview({
  resource,
  connectionId,
}: {
  readonly resource: ResourceName;
  readonly connectionId: string;
}): ReactNode {
  const preview = usePreview(connectionId, resource);
  return (
    <Card title="Preview" note={`The newest ${resourceTitle(resource).toLowerCase()} of the account`}>
      <Answered of={preview} lines={8}>
        {(value) => <Records of={value} />}
      </Answered>
    </Card>
  );
}

function Records({ of: { fields, records } }: { readonly of: ResourcePreview }): ReactNode {
  const tree = useMemo(() => fieldTree(fields), [fields]);
  if (records.length === 0) {
    return (
      <Blank picture="box" title="The account has none yet">
        <p>The dataflow can be made all the same: it brings what comes.</p>
      </Blank>
    );
  }
  return (
    <Tabs aria-label="Preview">
      <TabList>
        <Tab id="table">Table</Tab>
        <Tab id="tree">Tree</Tab>
      </TabList>
      <TabPanel id="table">
        <RecordTable leaves={leavesOf(tree)} records={records} />
      </TabPanel>
      <TabPanel id="tree">
        <ul className="tree">
          {tree.map((node) => (
            <Branch key={node.path} node={node} sample={records[0]} />
          ))}
        </ul>
      </TabPanel>
    </Tabs>
  );
}

/** Columns that hold something in some record come first; the rest is in the tree. */
const mostColumns = 40;

function RecordTable({
  leaves,
  records,
}: {
  readonly leaves: readonly FieldNode[];
  readonly records: ResourcePreview["records"];
}): ReactNode {
  const filled = leaves
    .filter(({ path }) => records.some((record) => valueAt(record, path) !== undefined))
    .slice(0, mostColumns);
  return (
    <>
      <p className="soft small preview-note">
        {plural(records.length, "record")}; {filled.length} of {plural(leaves.length, "field")}. The tree has all of
        them.
      </p>
      <div className="preview-table" tabIndex={0} role="region" aria-label="Records">
        <table className="plain">
          <thead>
            <tr>
              {filled.map(({ path, field }) => (
                <th key={path} scope="col" title={field?.documentation}>
                  {path}
                  <span className="type">{field?.type}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.map((record, index) => (
              <tr key={index}>
                {filled.map(({ path, field }) => (
                  <td key={path}>
                    <Value value={valueAt(record, path)} type={field?.type ?? ""} />
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

function Branch({ node, sample }: { readonly node: FieldNode; readonly sample: unknown }): ReactNode {
  const { name, path, field, inside } = node;
  if (inside.length === 0) {
    return (
      <li title={field?.documentation}>
        <code>{name}</code> <span className="type">{field?.type}</span>{" "}
        <Value value={valueAt(sample, path)} type={field?.type ?? ""} />
      </li>
    );
  }
  return (
    <li>
      <details>
        <summary>
          <code>{name}</code> <span className="type">{field?.type ?? "object"}</span>
        </summary>
        <ul className="tree">
          {inside.map((each) => (
            <Branch key={each.path} node={each} sample={sample} />
          ))}
        </ul>
      </details>
    </li>
  );
}
