// The order matters: tokens before what uses them.
import "@react-spectrum/s2/page.css";
import "./tokens.css";
import "./fonts.css";
import "./page.css";
import "./shell.css";
import "./parts.css";
import "./table.css";
import "./charts.css";
import "./overview.css";
import "./insights.css";
