import { Picker, PickerItem } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { resourceChoices } from "./resource-names.ts";

const every = { name: "every", title: "All resources" };

export interface ResourcePickerProps {
  /** Undefined: all. */
  readonly chosen: string | undefined;
  readonly onChoose: (resource: string | undefined) => void;
}

export function ResourcePicker({ chosen, onChoose }: ResourcePickerProps): ReactNode {
  const choices = [every, ...resourceChoices.map(([name, title]) => ({ name, title }))];
  return (
    <Picker
      aria-label="Resource"
      value={chosen ?? every.name}
      onChange={(key) => onChoose(key === every.name ? undefined : String(key))}
    >
      {choices.map(({ name, title }) => (
        <PickerItem key={name} id={name}>
          {title}
        </PickerItem>
      ))}
    </Picker>
  );
}
