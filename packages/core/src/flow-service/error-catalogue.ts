/**
 * Adobe's error catalogue, as far as a REST source meets it: Flow Service's own codes, and those of the sources provider
 * behind it (which reach a caller with Flow Service's body too). `{name}` is filled in. The HTTP status is the code's end.
 */
export const errorCatalogue = {
  "1100-400": "The request could not be processed. Error from flow provider: {message}",
  "1103-503":
    "The service is temporarily unavailable. Please try again. If the problem persists, please contact customer support.",
  "1401-400":
    "The limit and count parameters cannot be given together in the same request. Please provide either only the limit or the count parameter and try again.",
  "1402-400": "The action 'finalize' is supported for provider requests only.",
  "1403-400": "The header 'If-Match' is missing in the request. Please provide the header and try again.",
  "1404-412": "Supplied version=[{supplied}] does not match the current version on entity=[{current}]",
  "1405-400": "The request body cannot be null or empty. Please provide a request body and try again.",
  "1410-400": "`State` is not allowed in the create flow request.",
  "1412-400": "Invalid Mapping Version in request. Please provide correct mapping version.",
  "1413-400": "The spec ID provided is invalid. Please provide a valid spec ID and try again.",
  "1414-400": "The connection spec of a connection cannot be updated.",
  "1415-400": "The auth spec '{specName}' could not be found for the connection spec ID {id}.",
  "1416-400": "Delete or Update can only be applied on connection with enabled, disabled or initializing state.",
  "1418-400":
    "The base connection with the ID {id} cannot be deleted because the base connection is being used in one or more flows. Please ensure that corresponding flows are deleted before deleting a base connection.",
  "1419-400":
    "Error while validating mapping with id {id}, version {version}. This could be because of inadequate permissions on mapped fields. Please check your mapping or contact your admin. {detail}",
  "1421-400": "The current state {state} cannot be transitioned.",
  "1422-400":
    "The action {action} cannot be applied on the current state {state}. Please update the action and try again.",
  "1425-400":
    "Error while matching schema in target dataset {dataset} with schema in mapping {mapping}. Schema with same id and version must be used in both mapping and target dataset.",
  "1426-400":
    "The user token is unauthorized to create/update the connection spec. Please use a service token and try again.",
  "1427-400":
    "The user token is unauthorized to create/update the flow runs. Please use a service token and try again.",
  "1430-400": "Flow not found with id {id}.",
  "1432-400": "Invalid order by prefix in '{value}'. Please use '+' or '-' and try again.",
  "1433-400": "Invalid order by field '{value}'. Please provide a valid field and try again.",
  "1434-400":
    "Unsupported operation '{operation}' received. Please use one of the supported operation types and try again.",
  "1440-400": "The operator '{operator}' is not implemented.",
  "1443-400": "The operator '{operator}' does not support multiple values.",
  "1446-400": "The flow ID cannot be null or empty. Please update the flow ID and try again.",
  "1447-400": "Found active flows containing id {id}.",
  "1449-400": "Invalid field '{field}' provided in query.",
  "1450-400": "Invalid operator provided in query '{value}'.",
  "1451-400": "Invalid params {params} provided in query params.",
  "1452-400": "Invalid value '{value}' provided for '{field}'.",
  "1453-400": "Invalid query value '{value}'.",
  "1455-400": "An error has occurred while validating patch instructions: {message}",
  "1456-400": "State {state} is not a valid value. Allowed values are [enabled, disabled, initializing].",
  "2100-404": "The sandbox with the name '{name}' could not be found. Please use a valid sandbox and try again.",
  "2105-400":
    "The header x-sandbox-name is missing in the request. Please add the header in the request and try again.",
  "2110-400": "The header x-sandbox-id is not allowed with the user token. Please update the header and try again.",
  "2111-403": "The sandbox name '*' is not allowed with the user token.",
  "2120-403":
    "You do not have sufficient permissions to perform the operation. Please contact your administrator to resolve permissions and try again.",
  "2121-403":
    "The permission manage is denied on resource Enterprise Source. Please contact your administrator to resolve permissions and try again.",
  "2200-500": "An error occurred while calling Catalog for schema validation. {message}",
  "2250-500": "An error occurred while calling Data Prep for mapping validation. {message}",
  "1304-400": "The mandatory field {field} is not provided.",
  "1307-400":
    "The target connection spec id {id} is not valid. The allowed value is c604ff05-7f1a-43c0-8e18-33bf874cb11c.",
  "1312-400": "The provided param value {value} is not a valid input for property={property}.",
  "1320-400": "{type} cannot be null or empty.",
  "1321-400": "{type} must have length one.",
  "1323-400": "The source connection has no {field}.",
  "1325-400": "The target connection has no dataSetId.",
  "1327-400": "The source data format {format} is not supported. Allowed values are [json].",
  "1328-400": "The mapping transformation is missing in the flow request.",
  "1329-400": "The param {param} of the mapping transformation is missing.",
  "1334-400": "The explore query param {param} is empty or missing.",
  "1335-400": "The explore filter params cannot be serialized. {message}",
  "1358-400": "The objectType {objectType} is invalid. Allowed values are [rest].",
  "1360-400": "The start time cannot be set in the past. Please provide a valid start time and try again.",
  "1361-400":
    "Interval is not allowed with one time ingestion. Please remove interval or change frequency and then try again.",
  "1362-400": "Interval cannot be less than {minimum}.",
  "1363-400": "Interval {interval} is not allowed with frequency: {frequency}.",
  "1364-400": "The backfill flag is not allowed when frequency is set to once.",
  "1365-400": "The path {path} provided in ops is invalid.",
  "1366-400": "The start time has passed and the update operation is no longer allowed.",
  "1317-400": "The schedule params cannot be empty.",
  "1368-400": "Mode is not allowed in flow request.",
  "1372-400": "Explore via connection spec is not allowed for connection spec {id}.",
  "1340-400": "Error while parsing {value}.",
  "1381-400": "WindowEndTime={end} cannot be before Window StartTime={start}.",
  "1384-400": "The run params are invalid or empty. {message}",
  "1386-400": "The flowId={flowId} with scheduleParams frequency={frequency} is not supported for creating flow runs.",
  "1387-400": "The flowRunId={id} is in an invalid state={state} for re-triggering.",
  "1388-400":
    "The flow={flow} is in state={state} and cannot be re-triggered. The flow must be in enabled state for re-triggering.",
  "1389-400": "The base64 encoded sourceParams cannot be parsed. {message}",
  "1397-400": "The frequency {frequency} is invalid. Allowed values are [once, minute, hour, day, week].",
  "1398-400": "Unsupported operation {operation}.",
  // The sources provider reuses these two numbers, which Flow Service has for other things.
  "1403-400 (sources)": "The start time has passed and you can no longer change the frequency to once.",
  "1404-400 (sources)": "The start time has passed and you can no longer update backfill.",
} as const satisfies Readonly<Record<string, string>>;

export type CatalogueCode = keyof typeof errorCatalogue;
