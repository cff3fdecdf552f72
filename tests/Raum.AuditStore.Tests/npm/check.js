// Drives a node with the official client and prints what the client saw as one line of JSON; the test compares it.
import { EventStoreDBClient, jsonEvent, binaryEvent, FORWARDS, BACKWARDS, START, END, NO_STREAM, ANY } from "@eventstore/db-client";

const client = EventStoreDBClient.connectionString(process.argv[2]);
const stream = process.argv[3];
const seen = {};

const write = (type, n) => jsonEvent({ type, data: { n }, metadata: { source: "official" } });
const read = async (options) => {
  const events = [];
  for await (const { event } of client.readStream(stream, options)) {
    const data = event.data instanceof Uint8Array ? Buffer.from(event.data).toString("utf8") : event.data;
    events.push([Number(event.revision), event.type, data, event.created instanceof Date && event.created.getFullYear() > 2000]);
  }
  return events;
};
const failure = async (action) => {
  try {
    await action();
    return "none";
  } catch (error) {
    return [error.type, error.streamName, String(error.expectedVersion), String(error.actualVersion)].filter((part) => part !== "undefined");
  }
};

// Batch append, as the client does by default.
seen.appended = Number((await client.appendToStream(stream, [write("one.v1", 1), write("two.v1", 2)], { expectedRevision: NO_STREAM })).nextExpectedRevision);
seen.binary = Number(
  (await client.appendToStream(stream, binaryEvent({ type: "bin.v1", data: Buffer.from("héllo") }), { expectedRevision: 1n })).nextExpectedRevision,
);
seen.conflict = await failure(() => client.appendToStream(stream, write("late.v1", 9), { expectedRevision: 0n }));
seen.missing = await failure(() => client.appendToStream(stream + "-none", write("late.v1", 9), { expectedRevision: 5n }));

// The same by single appends: credentials in the call make the client do that.
const credentials = { username: "admin", password: "changeit" };
seen.single = Number((await client.appendToStream(stream, write("three.v1", 3), { expectedRevision: 2n, credentials })).nextExpectedRevision);
seen.singleConflict = await failure(() => client.appendToStream(stream, write("late.v1", 9), { expectedRevision: NO_STREAM, credentials }));

// Trap 1: the same id with other data and a stale revision answers "written".
const first = jsonEvent({ id: "7f3c1f7e-94cf-4d2b-9d55-4b3f6a3f6f10", type: "same.v1", data: { n: 1 } });
const other = jsonEvent({ id: "7f3c1f7e-94cf-4d2b-9d55-4b3f6a3f6f10", type: "same.v1", data: { n: 2 } });
await client.appendToStream(stream, first, { expectedRevision: 3n });
seen.trap1 = Number((await client.appendToStream(stream, other, { expectedRevision: 3n })).nextExpectedRevision);
// Trap 2: with the current revision it is written again.
seen.trap2 = Number((await client.appendToStream(stream, other, { expectedRevision: 4n })).nextExpectedRevision);

seen.forwards = await read({ direction: FORWARDS, fromRevision: START });
seen.backwards = (await read({ direction: BACKWARDS, fromRevision: END, maxCount: 2 })).map(([revision]) => revision);
seen.from = (await read({ direction: FORWARDS, fromRevision: 4n })).map(([revision]) => revision);
seen.nothing = await failure(async () => {
  for await (const _ of client.readStream(stream + "-none")) {
    // Nothing comes.
  }
});

const all = [];
for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
  if (event.streamId === stream) all.push(Number(event.revision));
}
seen.all = all;

// A filtered subscription hears of what comes.
const subscription = client.subscribeToAll({
  fromPosition: END,
  filter: { filterOn: "streamName", prefixes: [stream], checkpointInterval: 1 },
});
seen.subscribed = await new Promise((resolve, reject) => {
  subscription.on("error", reject);
  subscription.on("data", ({ event }) => event && resolve(event.type));
  subscription.on("confirmation", () => client.appendToStream(stream, write("live.v1", 7), { expectedRevision: ANY }).catch(reject));
});
await subscription.unsubscribe();

await client.setStreamMetadata(stream, { truncateBefore: 5 });
seen.truncated = (await read({ direction: FORWARDS, fromRevision: START })).map(([revision]) => revision);
await client.deleteStream(stream);
seen.deleted = await failure(() => read({ direction: FORWARDS, fromRevision: START }));
seen.continued = Number((await client.appendToStream(stream, write("again.v1", 8), { expectedRevision: ANY })).nextExpectedRevision);
seen.deleteMissing = (await failure(() => client.deleteStream(stream + "-none")))[0];

console.log(JSON.stringify(seen));
await client.dispose();
process.exit(0);
