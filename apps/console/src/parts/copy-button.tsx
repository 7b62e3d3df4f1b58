import { ActionButton, Text, ToastQueue } from "@react-spectrum/s2";
import Copy from "@react-spectrum/s2/icons/Copy";
import type { ReactNode } from "react";

/** Copies `text`; `what` names it: "Copy run id". */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }): ReactNode {
  return (
    <ActionButton
      size="S"
      isQuiet
      onPress={() => {
        navigator.clipboard.writeText(text).then(
          () => ToastQueue.positive(`Copied ${what}`, { timeout: 5000 }),
          () => ToastQueue.negative("This browser does not let the page copy", { timeout: 5000 }),
        );
      }}
    >
      <Copy />
      <Text>Copy {what}</Text>
    </ActionButton>
  );
}
