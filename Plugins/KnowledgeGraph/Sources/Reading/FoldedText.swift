import Foundation

/// A text as searches compare it: without regard to case and to how accents are composed.
enum FoldedText {
  static func fold(_ text: String) -> String { text.lowercased().precomposedStringWithCanonicalMapping }
}
