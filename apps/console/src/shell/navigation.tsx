import Calendar from "@react-spectrum/s2/icons/Calendar";
import Apps from "@react-spectrum/s2/icons/AppsAll";
import History from "@react-spectrum/s2/icons/History";
import Home from "@react-spectrum/s2/icons/Home";
import Key from "@react-spectrum/s2/icons/Key";
import AlertTriangle from "@react-spectrum/s2/icons/AlertTriangle";
import Project from "@react-spectrum/s2/icons/Project";
import ShoppingCart from "@react-spectrum/s2/icons/ShoppingCart";
import SpeedFast from "@react-spectrum/s2/icons/SpeedFast";
import Table from "@react-spectrum/s2/icons/Table";
import ViewList from "@react-spectrum/s2/icons/ViewList";
import type { ComponentType, ReactNode } from "react";
import { routeTo } from "../router/route.ts";
import { useRoute } from "../router/use-route.ts";

interface Place {
  readonly name: string;
  readonly path: string;
  readonly icon: ComponentType;
}

/** The places of the console, grouped as in Experience Platform's own navigation. */
const groups: readonly (readonly [title: string | undefined, places: readonly Place[]])[] = [
  [undefined, [{ name: "Overview", path: "", icon: Home }]],
  [
    "Sources",
    [
      { name: "Catalog", path: "catalog", icon: Apps },
      { name: "Accounts", path: "connections", icon: Key },
      { name: "Dataflows", path: "flows", icon: Project },
    ],
  ],
  [
    "Monitoring",
    [
      { name: "Runs", path: "runs", icon: ViewList },
      { name: "Quarantine", path: "quarantine", icon: AlertTriangle },
      { name: "Reconciliation", path: "reconciliation", icon: Calendar },
      { name: "Budgets", path: "budgets", icon: SpeedFast },
    ],
  ],
  ["Insights", [{ name: "Buy now, pay later", path: "buy-now-pay-later", icon: ShoppingCart }]],
  [
    "Governance",
    [
      { name: "Field table", path: "fields", icon: Table },
      { name: "Audit log", path: "audit", icon: History },
    ],
  ],
];

const belongsTo: Readonly<Record<string, string>> = { connect: "catalog" };

export function Navigation({ onGo }: { readonly onGo?: () => void }): ReactNode {
  const first = useRoute().path[0] ?? "";
  const here = belongsTo[first] ?? first;
  return (
    <nav aria-label="Main">
      {groups.map(([title, places]) => (
        <div key={title ?? "top"}>
          {title !== undefined && <h2>{title}</h2>}
          <ul>
            {places.map(({ name, path, icon: Icon }) => (
              <li key={path}>
                <a
                  href={routeTo(path === "" ? [] : [path])}
                  aria-current={here === path ? "page" : undefined}
                  onClick={onGo}
                >
                  <Icon />
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
