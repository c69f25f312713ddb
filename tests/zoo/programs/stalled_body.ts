// The headers of the response have come; its body stops in the middle.
// https://github.com/matthew-andrews/isomorphic-fetch/issues/147 (last comment)

interface Row {
  id: number;
}

function exportRows(): Response {
  const body = new ReadableStream<string>({
    start: (controller) => controller.enqueue('[{"id": 1}, {"id": 2},'),
  });
  return new Response(body.pipeThrough(new TextEncoderStream()));
}

async function download(url: string): Promise<Row[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.statusText);
  const rows: Row[] = await response.json(); // <- stuck: download
  return rows;
}

const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, exportRows);
const rows = download(`http://127.0.0.1:${server.addr.port}/export`);
rows.then(({ length }) => console.log("rows:", length));
setTimeout(() => console.log("ready"), 400);
