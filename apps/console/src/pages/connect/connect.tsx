import { Button, ButtonGroup } from "@react-spectrum/s2";
import { useEffect, useReducer, useRef, type ReactNode } from "react";
import { useSession } from "../../api/session.ts";
import { Blank } from "../../parts/blank.tsx";
import { Page } from "../../parts/page.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { AllSix } from "./all-six.tsx";
import { ConnectStep } from "./connect-step.tsx";
import { DetailsStep } from "./details-step.tsx";
import { MappingStep } from "./mapping-step.tsx";
import { ReviewStep } from "./review-step.tsx";
import { ScheduleStep } from "./schedule-step.tsx";
import { SelectStep } from "./select-step.tsx";
import { Steps } from "./steps.tsx";
import { emptyDraft, furthestStep, missingOn, steps, stepTitles, type Draft, type Step } from "./wizard-state.ts";
import "../../styles/connect.css";

export interface StepProps {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
}

const screens: Readonly<Record<Step, (props: StepProps) => ReactNode>> = {
  connect: ConnectStep,
  select: SelectStep,
  details: DetailsStep,
  mapping: MappingStep,
  schedule: ScheduleStep,
  review: ReviewStep,
};

export function Connect({ query }: PageArguments): ReactNode {
  const session = useSession().value;
  const mayManage =
    session === undefined || session.scopes.includes("sources.manage") || session.scopes.includes("admin");
  if (!mayManage) {
    return (
      <Page title="Connect Stripe" trail={[["Catalog", ["catalog"]]]}>
        <section className="card">
          <Blank picture="lock" title="You may look, not connect">
            <p>
              Connecting needs the scope <code>sources.manage</code>; your token has {session.scopes.join(", ")}.
            </p>
          </Blank>
        </section>
      </Page>
    );
  }
  return query.way === "all" ? <AllSix /> : <Wizard step={query.step} />;
}

function Wizard({ step: asked }: { readonly step: string | undefined }): ReactNode {
  const [draft, change] = useReducer((before: Draft, part: Partial<Draft>) => ({ ...before, ...part }), emptyDraft);
  const furthest = furthestStep(draft, Date.now());
  const index = Math.min(Math.max(0, steps.indexOf(asked as Step)), furthest);
  const step = steps[index] ?? "connect";
  const missing = missingOn(step, draft, Date.now());
  const Screen = screens[step];
  const open = (to: number) => go(routeTo(["connect"], { step: steps[to] }));
  return (
    <Page title="Connect Stripe" trail={[["Catalog", ["catalog"]]]}>
      <Steps current={index} furthest={furthest} onOpen={open} />
      <StepFrame key={step} title={stepTitles[step]}>
        <Screen draft={draft} change={change} />
      </StepFrame>
      <div className="wizard-foot">
        {missing !== undefined && <p className="soft">{missing}</p>}
        <ButtonGroup>
          {index > 0 && (
            <Button variant="secondary" onPress={() => open(index - 1)}>
              Back
            </Button>
          )}
          {step !== "review" && (
            <Button variant="accent" isDisabled={missing !== undefined} onPress={() => open(index + 1)}>
              Next
            </Button>
          )}
        </ButtonGroup>
      </div>
    </Page>
  );
}

/** Each screen takes the focus when it opens, so that keyboard and screen reader begin at its top. */
function StepFrame({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <section className="stack" aria-label={title}>
      <h2 ref={heading} tabIndex={-1} className="step-title">
        {title}
      </h2>
      {children}
    </section>
  );
}
