import ConfigSchema
import Testing

struct SuggestionTests {
  private let keys = ["listen", "port", "profile", "production", "idle"]

  @Test(arguments: [
    ("lisen", "listen"), ("Port", "port"), ("prot", "port"), ("profil", "profile"), ("prod", "production"),
    ("idel", "idle"), ("listens", "listen"),
  ])
  func `A slip suggests what was meant`(word: String, expected: String) {
    #expect(Suggestion.nearest(to: word, among: keys) == expected)
  }

  @Test(arguments: ["colour", "x", "", "po"])
  func `Something else suggests nothing`(word: String) {
    #expect(Suggestion.nearest(to: word, among: keys) == nil)
  }

  @Test func `Without a suggestion a short list of what is known helps`() {
    #expect(Suggestion.help(for: "colour", among: ["b", "a"]) == "known here: a, b")
    #expect(Suggestion.help(for: "colour", among: (0..<25).map(String.init)) == nil)
    #expect(Suggestion.help(for: "colour", among: [String]()) == nil)
  }

  @Test func `A word of absurd length costs nothing`() {
    #expect(Suggestion.nearest(to: String(repeating: "x", count: 100_000), among: keys) == nil)
  }
}
