async function trade(port: MessagePort): Promise<void> {
  const offer = await new Promise((resolve) => port.onmessage = ({ data }) => resolve(data)); // <- waits
  port.postMessage({ offer });
}

self.onmessage = ({ data }: MessageEvent) => void trade(data);
