import { Button, Checkbox, Form, TextField } from "@react-spectrum/s2";
import { useState, type ReactNode, type SyntheticEvent } from "react";
import { asProblem, type Problem } from "../api/problem.ts";
import { readSession } from "../api/session.ts";
import { ProblemNote } from "../parts/note.tsx";
import { signIn } from "../session/session.ts";
import "../styles/sign-in.css";

export function SignIn(): ReactNode {
  const [token, setToken] = useState("");
  const [keep, setKeep] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function check(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await readSession({ token: token.trim() });
      signIn(token.trim(), keep);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <main className="sign-in">
      <title>Sign in · Stripe for Experience Platform</title>
      <div className="card">
        <img src="./icon.svg" alt="" width="44" height="44" />
        <h1>Stripe for Experience Platform</h1>
        <p className="soft">
          Sign in with an access token of this server: an administrator makes one with <code>POST /v1/tokens</code>.{" "}
          <code>npm run serve</code> prints an address that signs you in.
        </p>
        <Form onSubmit={(event: SyntheticEvent) => void check(event)}>
          <TextField
            label="Access token"
            type="password"
            name="token"
            autoComplete="off"
            isRequired
            value={token}
            onChange={setToken}
          />
          <Checkbox isSelected={keep} onChange={setKeep}>
            Keep me signed in on this browser
          </Checkbox>
          {problem !== undefined && <ProblemNote problem={problem} />}
          <Button type="submit" variant="accent" isPending={busy} isDisabled={token.trim() === ""}>
            Sign in
          </Button>
        </Form>
      </div>
    </main>
  );
}
