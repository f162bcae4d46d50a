/** The whole window until the review screens exist: what Flagreel is, and how to scan from the terminal. */
export function Welcome() {
  return (
    <main className="welcome">
      <h1>Flagreel</h1>
      <p>Finds the seconds that matter in a folder of video, on this computer and nowhere else.</p>
      <p>Scan a folder from the terminal:</p>
      <pre>
        <code>flagreel scan path/to/videos</code>
      </pre>
    </main>
  )
}
