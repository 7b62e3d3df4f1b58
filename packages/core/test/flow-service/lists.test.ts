import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "./desk.ts";

let desk: Desk;

/** Twenty-five connections, a second apart, so that their order is known. */
beforeAll(async () => {
  desk = await Desk.open();
  for (let index = 0; index < 25; index += 1) {
    desk.now += 1000;
    await desk.create("/connections", desk.connectionBody({ name: `c${String(index).padStart(2, "0")}` }));
  }
});
afterAll(() => desk.close());

const names = (items: readonly Readonly<Record<string, unknown>>[] | undefined) => items?.map(({ name }) => name);

describe("lists", () => {
  it("page through everything once by a relative link whose only parameter is the token", async () => {
    const seen: unknown[] = [];
    let target = "/connections?limit=10&orderby=name&property=state==enabled";
    for (let pages = 0; ; pages += 1) {
      const { body } = await desk.call("GET", target);
      seen.push(...(names(body.items) ?? []));
      const href = body._links?.next?.href;
      if (href === undefined) {
        expect(body._links).toEqual({});
        expect(pages).toBe(2);
        break;
      }
      expect(href).toMatch(/^\/connections\?continuationToken=[\w-]+$/);
      target = href;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `c${String(index).padStart(2, "0")}`));
  });

  it("give twenty, newest first, when nothing is asked", async () => {
    const { body } = await desk.call("GET", "/connections");
    expect(names(body.items)?.slice(0, 2)).toEqual(["c24", "c23"]);
    expect(body.items).toHaveLength(20);
  });

  const filters = [
    ["property=name==c03", ["c03"]],
    ["property=name==c03,c05&orderby=%2Bname", ["c03", "c05"]],
    ["property=name==%22c03%22", ["c03"]],
    ["property=connectionSpec.id==cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3&limit=1&orderby=-name", ["c24"]],
    ["property=name>=c23&property=state==ENABLED&orderby=name", ["c23", "c24"]],
    ["property=name>c22&property=name<c24", ["c23"]],
    ["property=name<=c00", ["c00"]],
    ["property=auth.params.nothing==x", []],
  ] as const;
  for (const [query, expected] of filters) {
    it(`filter by ${query}`, async () => {
      expect(names((await desk.call("GET", `/connections?${query}`)).body.items)).toEqual(expected);
    });
  }

  it("count alone answers only the number", async () => {
    expect((await desk.call("GET", "/connections?count=true&property=name>=c20")).body).toEqual({ count: 5 });
    expect((await desk.call("GET", "/connections?count=False&limit=2")).body.items).toHaveLength(2);
  });

  const bad = [
    ["limit=5&count=true", "1401-400"],
    ["orderby=*name", "1432-400"],
    ["orderby=nothing", "1433-400"],
    ["property=name~c03", "1440-400"],
    ["property=name<=a,b", "1443-400"],
    ["property=nothing==1", "1449-400"],
    ["property=__proto__.x==1", "1449-400"],
    ["property=name!=c03", "1450-400"],
    ["property=name=c03", "1450-400"],
    ["testParam=1", "1451-400"],
    ["property=", "1453-400"],
    ["property=name==", "1453-400"],
    ["limit=0", "1453-400"],
    ["limit=101", "1453-400"],
    ["limit=ten", "1453-400"],
    ["limit=1&limit=2", "1451-400"],
    ["continuationToken=abc", "1453-400"],
    ["property=%E0%A4%A", "1453-400"],
  ] as const;
  for (const [query, code] of bad) {
    it(`refuse ${query} with ${code}`, async () => {
      const answer = await desk.call("GET", `/connections?${query}`);
      expect([answer.status, answer.body.errorCode]).toEqual([400, code]);
    });
  }

  it("search answers as the list does", async () => {
    const body = { queryString: "property=name>=c20", limit: 2, orderby: "-name", count: false };
    expect(names((await desk.call("POST", "/connections/search", body)).body.items)).toEqual(["c24", "c23"]);
    const counted = await desk.call("POST", "/connections/search", { queryString: "property=name>=c20", count: true });
    expect(counted.body).toEqual({ count: 5 });
    expect((await desk.call("POST", "/connections/search", { queryString: "evil=1" })).body.errorCode).toBe("1451-400");
  });
});
