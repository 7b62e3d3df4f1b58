import { Provider, ToastContainer } from "@react-spectrum/s2";
import { Suspense, useEffect, type ReactNode } from "react";
import { forgetAnswers } from "./api/answers.ts";
import { NotFound } from "./pages/not-found.tsx";
import { pageOf } from "./pages/pages.ts";
import { SignIn } from "./pages/sign-in.tsx";
import { Waiting } from "./parts/answered.tsx";
import { CatchErrors } from "./parts/catch-errors.tsx";
import { go, useRoute } from "./router/use-route.ts";
import { useToken } from "./session/session.ts";
import { Shell } from "./shell/shell.tsx";
import { useTheme } from "./theme/use-theme.ts";

export function App(): ReactNode {
  const theme = useTheme();
  const token = useToken();
  useEffect(() => {
    if (token === undefined) forgetAnswers();
  }, [token]);
  return (
    <Provider locale="en-US" colorScheme={theme} router={{ navigate: (place) => go(place) }}>
      {token === undefined ? <SignIn /> : <SignedIn />}
      <ToastContainer placement="bottom end" />
    </Provider>
  );
}

function SignedIn(): ReactNode {
  const route = useRoute();
  const Found = pageOf(route.path);
  const place = route.path.join("/");
  return (
    <Shell>
      <CatchErrors key={place}>
        <Suspense fallback={<Waiting lines={8} />}>
          {Found === undefined ? <NotFound /> : <Found key={place} path={route.path} query={route.query} />}
        </Suspense>
      </CatchErrors>
    </Shell>
  );
}
