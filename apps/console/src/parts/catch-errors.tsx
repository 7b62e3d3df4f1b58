import { Button } from "@react-spectrum/s2";
import { Component, type ReactNode } from "react";
import { Note } from "./note.tsx";

interface Props {
  readonly children: ReactNode;
}

/** A defect of one page leaves the rest of the console standing. */
export class CatchErrors extends Component<Props, { readonly error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <Note
        tone="bad"
        title="This page met a defect of the console."
        live
        action={
          <Button variant="secondary" size="S" onPress={() => window.location.reload()}>
            Load again
          </Button>
        }
      >
        <p>{error instanceof Error ? error.message : "Unknown error"}</p>
        <p>What runs on the server goes on. If loading again does not help, report it with the text above.</p>
      </Note>
    );
  }
}
