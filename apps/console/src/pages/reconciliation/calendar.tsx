import type { ReactNode } from "react";
import { formatDay } from "../../format/time.ts";
import { Mark } from "../../parts/marks.tsx";
import type { Month, MonthDay } from "./months.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const tones = { agrees: "good", differs: "bad", settling: "busy" } as const;
const words = { agrees: "agrees", differs: "differs", settling: "still settling" } as const;

export interface CalendarProps {
  readonly months: readonly Month[];
  readonly selected: string | undefined;
  readonly onSelect: (day: string) => void;
}

/** Days that agree, differ, or settle; a day that was compared opens what was compared. */
export function Calendar({ months, selected, onSelect }: CalendarProps): ReactNode {
  return (
    <div className="calendar">
      {months.map(({ month, weeks }) => (
        <table key={month}>
          <caption>{monthName(month)}</caption>
          <thead>
            <tr>
              {weekdays.map((weekday) => (
                <th key={weekday} scope="col">
                  {weekday}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, index) => (
              <tr key={index}>
                {week.map((day, at) => (
                  <td key={day?.day ?? at}>
                    {day !== undefined && <Day of={day} selected={day.day === selected} onSelect={onSelect} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Day(props: {
  readonly of: MonthDay;
  readonly selected: boolean;
  readonly onSelect: (day: string) => void;
}): ReactNode {
  const { day, number, verdict } = props.of;
  if (verdict === "unchecked") return <span className="day">{number}</span>;
  return (
    <button
      type="button"
      className={`day ${verdict}`}
      aria-pressed={props.selected}
      aria-label={`${formatDay(day)}: ${words[verdict]}`}
      onClick={() => props.onSelect(day)}
    >
      {number}
      <Mark tone={tones[verdict]} />
    </button>
  );
}

function monthName(month: string): string {
  return new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}
