import {
  compileMappingSet,
  ExpressionError,
  isObject,
  type JsonObject,
  type Tenant,
} from "@stripe-aep/core/flow-service";
import type { MappingInput, MappingJudgement } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";

/** A mapping judged as somebody types it, and tried on a record. */
export async function judgeOwnMapping(
  service: Service,
  tenant: Tenant,
  input: MappingInput,
): Promise<MappingJudgement> {
  const workshop = service.workshop(tenant);
  const schema = input.schemaId === undefined ? undefined : await workshop.schema(input.schemaId);
  const mappingSet: JsonObject = { mappings: input.rows };
  const problems = await workshop.judgeMapping(mappingSet, input.resource, schema);
  const record = input.record ?? (await publishedSample(service, input.resource));
  const run = { now: service.ports.clock.now(), seed: "preview" };
  const values = input.rows.map((row) => {
    try {
      const { row: alone } = compileMappingSet({ mappings: [{ ...row, destination: "value" }] }, undefined)(
        record,
        run,
      );
      return alone.value ?? null;
    } catch (error) {
      if (error instanceof ExpressionError) return null;
      throw error;
    }
  });
  const isRunnable = problems.every(({ severity }) => severity === "warning");
  return { problems, result: isRunnable ? compileMappingSet(mappingSet, schema)(record, run).row : null, values };
}

async function publishedSample(service: Service, resource: string): Promise<JsonObject> {
  const sample: unknown = JSON.parse(await service.schemas.text(`samples/${resource}/published.json`));
  return isObject(sample) ? sample : {};
}
