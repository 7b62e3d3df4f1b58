import { Picker, PickerItem } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";

const day = 86_400_000;
const periods = [
  { id: "all", title: "All time", days: undefined },
  { id: "30", title: "Last 30 days", days: 30 },
  { id: "90", title: "Last 90 days", days: 90 },
  { id: "365", title: "Last 12 months", days: 365 },
] as const;

/** Periods end today; days are UTC. */
export function Period({
  from,
  to,
}: {
  readonly from: string | undefined;
  readonly to: string | undefined;
}): ReactNode {
  const chosen =
    from === undefined ? "all" : String(Math.round((Date.parse(to ?? isoDay(Date.now())) - Date.parse(from)) / day));
  return (
    <Picker
      aria-label="Period"
      value={periods.some(({ id }) => id === chosen) ? chosen : null}
      placeholder={`From ${from ?? ""}`}
      onChange={(key) => {
        const days = periods.find(({ id }) => id === key)?.days;
        const now = Date.now();
        go(
          routeTo(["buy-now-pay-later"], days === undefined ? {} : { from: isoDay(now - days * day), to: isoDay(now) }),
          { replace: true },
        );
      }}
    >
      {periods.map(({ id, title }) => (
        <PickerItem key={id} id={id}>
          {title}
        </PickerItem>
      ))}
    </Picker>
  );
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
