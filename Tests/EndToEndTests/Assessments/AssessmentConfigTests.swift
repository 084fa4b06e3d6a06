import Foundation
import TestSupport
import Testing

/// What `junctor validate` says of schemas.
struct AssessmentConfigTests {
  @Test func `Mistakes in schemas are shown all at once, with their places, also in a file of their own`() async throws
  {
    let folder = try TemporaryFolder()
    try "{\n  \"type\": \"object\",\n  \"requird\": [\"mood\"]\n}"
      .write(toFile: folder.path("followup.json"), atomically: true, encoding: .utf8)
    try """
    auth: { keys: [ { alg: HS256, secret_file: data/secret } ] }
    sources:
      assessments:
        type: assessments
        types:
          initial:
            schema:
              type: objekt
              properties:
                mood: { type: integer, pattern: "^[0-9]$" }
                hours: { $ref: "#/$defs/huors" }
              $defs: { hours: { minimum: zero } }
          followup: { schema_file: followup.json }
          discharg: {}
    pipelines: { live: { from: [assessments], to: [clients] } }
    """.write(toFile: folder.path("broken.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["validate", "broken.yaml"], in: folder)
    #expect(result.end != .exit(0))
    let text = result.output + result.errors
    for finding in [
      "broken.yaml:8:17: error: unknown type 'objekt'", "help: did you mean 'object'?",
      "broken.yaml:10:36: error: the keyword 'pattern' is not supported",
      "broken.yaml:11:28: error: there is no schema at '#/$defs/huors'", "help: did you mean '#/$defs/hours'?",
      "broken.yaml:12:38: error: expected a number, found a string",
      "broken.yaml:14:7: error: unknown key 'discharg'", "help: did you mean 'discharge'?",
      "followup.json:3:3: error: unknown keyword 'requird'", "help: did you mean 'required'?",
    ] {
      #expect(text.contains(finding), "\(finding)\n\(text)")
    }
  }
}
