import type { FastifyInstance } from "fastify";
import { AccessError, ConfigError } from "@stripe-aep/core";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import type { Service } from "../service.ts";
import type { WebhookDesk } from "../flows/webhook-desk.ts";

const LARGEST_WEBHOOK = 1024 * 1024;

/** `POST /webhooks/stripe/{connection}`: 2xx only after the event is durable; Stripe repeats everything else. */
export function webhookRoutes(app: FastifyInstance, service: Service, desk: WebhookDesk): void {
  app.post<{ Params: { connection: string } }>(
    "/webhooks/stripe/:connection",
    { bodyLimit: LARGEST_WEBHOOK },
    async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const signature = request.headers["stripe-signature"];
      try {
        const outcome = await desk.receive(
          request.params.connection,
          body,
          typeof signature === "string" ? signature : undefined,
        );
        if (outcome === undefined) throw nothingHere("This webhook endpoint");
        service.metrics.count("stripe_aep_webhooks_total", { fate: outcome.known ? "repeated" : "accepted" });
        return await reply.code(200).send({ received: true });
      } catch (error) {
        service.metrics.count("stripe_aep_webhooks_total", { fate: "refused" });
        if (error instanceof AccessError) throw new HttpProblem(400, "SAEP-1110", error.message);
        if (error instanceof ConfigError) throw nothingHere("This webhook endpoint");
        if (error instanceof SyntaxError) throw new HttpProblem(400, "SAEP-1802", "The body is not a Stripe event.");
        throw error;
      }
    },
  );
}
