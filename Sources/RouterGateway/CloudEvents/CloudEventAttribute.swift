import FoundationEssentials
import RouterCore

/// One attribute as it came, and the rules of its value (spec.md, "Type System" and "Context Attributes").
struct CloudEventAttribute: Sendable {
  enum Value: Sendable {
    case string(String)
    case boolean(Bool)
    /// The number's text.
    case number(String)
    /// With its article, for messages: "an object".
    case other(String)
  }

  let name: String
  let value: Value
  let place: FieldPlace
}

extension CloudEventAttribute {
  func flaw(_ detail: String) -> EventRefusal.Flaw { .init(place: place, detail: "'\(name.shortened)' \(detail)") }

  /// Lower-case letters and digits of ASCII; more than 20 of them are only advised against.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  /// String: any characters but controls and noncharacters.
  static func isString(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: false
      default: scalar.value & 0xFFFE != 0xFFFE
      }
    }
  }

  /// Integer: a whole number of 32 bits, without fraction or exponent.
  static func isInteger(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && Int32(text) != nil
  }

  /// Timestamp: RFC 3339 §5.6, which our own reader takes more freely.
  static func time(_ text: String) -> Timestamp? { text.contains(" ") ? nil : Timestamp(text: text) }

  /// RFC 3986 §4.1. Foundation takes a colon without a scheme before it.
  static func isURIReference(_ text: String) -> Bool {
    !text.hasPrefix(":") && URLComponents(string: text, encodingInvalidCharacters: false) != nil
  }

  /// RFC 3986 §3: with a scheme.
  static func isURI(_ text: String) -> Bool {
    isURIReference(text) && URLComponents(string: text, encodingInvalidCharacters: false)?.scheme != nil
  }
}
