import {
  ActionButton,
  CustomDialog,
  DialogTrigger,
  Header,
  Heading,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Text,
  Tooltip,
  TooltipTrigger,
} from "@react-spectrum/s2";
import Contrast from "@react-spectrum/s2/icons/Contrast";
import MenuHamburger from "@react-spectrum/s2/icons/MenuHamburger";
import User from "@react-spectrum/s2/icons/User";
import type { ReactNode } from "react";
import { useSession } from "../api/session.ts";
import { Chip } from "../parts/marks.tsx";
import { signOut } from "../session/session.ts";
import { setTheme, useTheme } from "../theme/use-theme.ts";
import { Navigation } from "./navigation.tsx";

/** What stands around every page: where one is, whose data it is, and the way to every other page. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="shell">
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          // The fragment is the route: the link moves the focus and leaves the address alone.
          event.preventDefault();
          document.querySelector<HTMLElement>("#main")?.focus();
        }}
      >
        Skip to content
      </a>
      <TopBar />
      <aside className="side">
        <Navigation />
      </aside>
      <main id="main" className="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function TopBar(): ReactNode {
  return (
    <header className="top">
      <div className="menu-button">
        <SmallScreenMenu />
      </div>
      <a className="brand" href="#/">
        <img src="./icon.svg" alt="" />
        <span>Stripe for Experience Platform</span>
      </a>
      <Whereabouts />
      <ThemeButton />
      <SessionMenu />
    </header>
  );
}

function Whereabouts(): ReactNode {
  const { value } = useSession();
  return (
    <div className="place">
      {value !== undefined && (
        <>
          <span className="where">{value.imsOrganization}</span>
          <Chip tone={value.sandbox === "prod" ? "warn" : "still"}>{value.sandbox}</Chip>
          {value.simulated && <Chip tone="busy">simulated</Chip>}
        </>
      )}
    </div>
  );
}

function SmallScreenMenu(): ReactNode {
  return (
    <DialogTrigger>
      <ActionButton isQuiet aria-label="Menu">
        <MenuHamburger />
      </ActionButton>
      <CustomDialog size="S" isDismissible padding="none">
        {({ close }) => (
          <div className="side open">
            <h2 slot="title" className="visually-hidden">
              Menu
            </h2>
            <Whereabouts />
            <Navigation onGo={close} />
          </div>
        )}
      </CustomDialog>
    </DialogTrigger>
  );
}

function ThemeButton(): ReactNode {
  const theme = useTheme();
  const other = theme === "light" ? "dark" : "light";
  return (
    <TooltipTrigger>
      <ActionButton isQuiet aria-label={`Use the ${other} theme`} onPress={() => setTheme(other)}>
        <Contrast />
      </ActionButton>
      <Tooltip>Use the {other} theme</Tooltip>
    </TooltipTrigger>
  );
}

function SessionMenu(): ReactNode {
  const { value } = useSession();
  return (
    <MenuTrigger>
      <ActionButton isQuiet aria-label="Session">
        <User />
      </ActionButton>
      <Menu onAction={() => signOut()}>
        <MenuSection aria-label="Session">
          {value !== undefined && (
            <Header>
              <Heading>{value.user}</Heading>
              <Text slot="description">{value.scopes.join(", ")}</Text>
            </Header>
          )}
          <MenuItem id="sign-out">Sign out</MenuItem>
        </MenuSection>
      </Menu>
    </MenuTrigger>
  );
}
