import { dateTimeNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const unixSecondsToDateTime: Rule = {
  name: "unix-seconds-to-date-time",
  sentence: "A number of the unix-time list becomes a date-time; raw, AEP would read the seconds as milliseconds.",
  applies: ({ shape, unixTime }) => shape.kind === "number" && unixTime,
  decide: () => ({ kind: "value", node: dateTimeNode(), conversion: "date-time-from-seconds" }),
};
