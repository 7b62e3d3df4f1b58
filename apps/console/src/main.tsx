import { Button, Provider } from "@react-spectrum/s2";
import { createRoot } from "react-dom/client";

createRoot(document.querySelector("#root")!).render(<Provider background="base"><Button>x</Button></Provider>);
