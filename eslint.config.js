export { configuration as default } from "@stripe-aep/eslint-config";
