/** The desktop window until it carries calls itself: what Flagreel is, and how to open the review app. */
export function Welcome() {
  return (
    <main className="mx-auto mt-[18vh] max-w-xl px-6 leading-6">
      <h1 className="mb-2 text-2xl font-semibold">Flagreel</h1>
      <p>Finds the seconds that matter in a folder of video, on this computer and nowhere else.</p>
      <p className="mt-4">Open the review app in a browser:</p>
      <pre className="mt-2 rounded bg-sunken px-4 py-3">
        <code>flagreel serve</code>
      </pre>
    </main>
  )
}
