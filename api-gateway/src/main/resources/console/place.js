// What the page's address says: which machine, and behind the # the ticket, which browsers keep to themselves.

/**
 * @param {{pathname: string, hash: string}} location
 * @returns {{organisation: string, namespace: string, name: string, ticket: string, stream: string}}
 */
export function place(location) {
  const parts = location.pathname.split("/").map(decodeURIComponent);
  const [organisation, namespace, name] = parts.slice(-3);
  const before = parts.slice(0, -4).join("/"); // a reverse proxy may serve the API below a path
  const prefix = organisation === "default" ? "" : `/t/${encodeURIComponent(organisation)}`;
  return {
    organisation,
    namespace,
    name,
    ticket: new URLSearchParams(location.hash.slice(1)).get("ticket") ?? "",
    stream: `${before}${prefix}/apis/compute.cairn.io/v1/namespaces/${encodeURIComponent(namespace)}`
      + `/virtualmachines/${encodeURIComponent(name)}/vnc`,
  };
}

/** What to do for another look. */
export function again({ organisation, namespace, name }) {
  const other = organisation === "default" ? "" : ` (organisation ${organisation})`;
  return `A ticket opens the screen once. For another one: cairn vnc ${name} -n ${namespace}${other}`;
}
