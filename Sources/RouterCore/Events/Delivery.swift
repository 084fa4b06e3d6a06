/// An event on its way: its number and the form it has at this point.
package struct Delivery: Sendable {
  package let number: EventNumber
  package let event: Event

  package init(number: EventNumber, event: Event) {
    self.number = number
    self.event = event
  }
}
