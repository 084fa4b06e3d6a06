import Testing

@testable import LoadBench

struct FigureTextTests {
  @Test(arguments: [
    (0.0, "0.000"), (0.0004, "0.000"), (0.0006, "0.001"), (0.25, "0.250"), (1, "1.00"), (9.994, "9.99"),
    (12.34, "12.3"),
    (99.94, "99.9"), (123.4, "123"), (1234, "1 234"), (1_234_567.8, "1 234 568"), (-0.0001, "0.000"), (-2.5, "-2.50"),
  ])
  func `A number has three digits`(value: Double, text: String) { #expect(FigureText.number(value) == text) }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (1_000_000, "1 000 000"), (-12_345, "-12 345")])
  func `Thousands are apart`(value: Int, text: String) { #expect(FigureText.count(value) == text) }

  @Test(arguments: [(5_370.0, "5 370 B"), (20_480, "20.0 KiB"), (104_857_600, "100 MiB")])
  func `Bytes have a unit that is easy to read`(value: Double, text: String) {
    #expect(FigureText.bytes(value) == text)
  }

  @Test func `A rate needs time`() {
    #expect(FigureText.perSecond(10_000, in: 2) == "5 000/s")
    #expect(FigureText.perSecond(10, in: 0) == "-")
  }
}
