import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { Blank } from "../parts/blank.tsx";
import { Page } from "../parts/page.tsx";

export function NotFound(): ReactNode {
  return (
    <Page title="No such page">
      <Blank
        picture="search"
        title="Nothing lives at this address"
        action={
          <LinkButton variant="accent" href="#/">
            Go to the overview
          </LinkButton>
        }
      >
        <p>The address may be from an older version of the console, or cut off when it was copied.</p>
      </Blank>
    </Page>
  );
}
