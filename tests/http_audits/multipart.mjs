// Reads a subscription's multipart answer with meros, as Apollo's, Relay's and GraphiQL's clients do:
// node multipart.mjs http://127.0.0.1:8000/graphql "subscription { … }" prints its parts as JSON.
import { meros } from "meros/browser";

const [url, query] = process.argv.slice(2);
const response = await fetch(url, {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    Accept: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json',
  },
  body: JSON.stringify({ query }),
});
const parts = [];
for await (const { body, json } of await meros(response)) parts.push({ body, json });
console.log(JSON.stringify(parts));
