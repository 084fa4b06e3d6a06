/// Appends JSON text to a buffer, compact, with commas where they belong.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.member("agent_id", "agent_123")
/// writer.key("data")
/// writer.value(event.root)
/// writer.endObject()
/// ```
/// The writer does not check that keys and values alternate and that containers are closed: that is fixed where it is
/// called, so tests of the caller show it.
package struct JSONWriter: Sendable {
  /// The text so far.
  package private(set) var bytes: [UInt8]
  private var needsComma = false

  package init(capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Goes on behind what the buffer has, which is left as it is; no comma is put between.
  package init(appendingTo buffer: consuming [UInt8]) {
    bytes = buffer
  }

  /// Appends to a buffer in place; no comma is put before.
  package static func append(to buffer: inout [UInt8], _ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter(appendingTo: exchange(&buffer, with: []))
    write(&writer)
    buffer = writer.finish()
  }

  package consuming func finish() -> [UInt8] { bytes }

  // MARK: Structure

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  package mutating func key(_ key: String) {
    separate()
    quote(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Splices a key's text as it is.
  package mutating func key(_ key: JSONNode) {
    value(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  // MARK: Values

  package mutating func value(_ string: String) {
    separate()
    quote(string)
  }

  package mutating func value(_ number: Int) {
    separate()
    // Up to 15 characters live inside the string itself, without an allocation.
    bytes.append(contentsOf: number.description.utf8)
  }

  package mutating func value(_ number: UInt64) {
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  package mutating func value(_ time: Timestamp) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    time.append(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// The shortest digits that read back as the same value; a whole number keeps its `.0`. NaN and the infinities, which
  /// JSON cannot say, become null, as with JavaScript's `JSON.stringify`: a schema then names the field.
  package mutating func value(_ number: Double) {
    guard number.isFinite else { return null() }
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  package mutating func value(_ flag: Bool) {
    separate()
    bytes.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  /// Splices the value's text as it is.
  package mutating func value(_ node: JSONNode) {
    separate()
    bytes.append(contentsOf: node.text)
  }

  package mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Splices text that the caller knows to be one JSON value.
  package mutating func value(uncheckedText text: [UInt8]) {
    separate()
    bytes.append(contentsOf: text)
  }

  // MARK: Members

  package mutating func member(_ key: String, _ value: String) {
    self.key(key)
    self.value(value)
  }

  package mutating func member(_ key: String, _ value: Int) {
    self.key(key)
    self.value(value)
  }

  package mutating func member(_ key: String, _ value: UInt64) {
    self.key(key)
    self.value(value)
  }

  package mutating func member(_ key: String, _ value: Timestamp) {
    self.key(key)
    self.value(value)
  }

  package mutating func member(_ key: String, _ value: Double) {
    self.key(key)
    self.value(value)
  }

  package mutating func member(_ key: String, _ value: Bool) {
    self.key(key)
    self.value(value)
  }

  package mutating func member(_ key: String, _ value: JSONNode) {
    self.key(key)
    self.value(value)
  }
}

// MARK: - Strings

extension JSONWriter {
  private mutating func quote(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    let utf8 = string.utf8Span.span
    let plain = JSONStringText.endOfPlainRun(utf8, from: 0)
    utf8.extracting(first: plain).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    for index in plain..<utf8.count { escape(utf8[index]) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0x08: bytes += "\\b".utf8
    case 0x09: bytes += "\\t".utf8
    case 0x0A: bytes += "\\n".utf8
    case 0x0C: bytes += "\\f".utf8
    case 0x0D: bytes += "\\r".utf8
    case 0..<0x20: bytes += ((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16)).utf8
    default: bytes.append(byte)
    }
  }
}
