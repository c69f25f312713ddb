async function trade(port) {
  const offer = await new Promise((resolve) => port.onmessage = ({ data }) => resolve(data)); // <- waits
  port.postMessage({ offer });
}

self.onmessage = ({ data }) => void trade(data);
