import NIOCore
import NIOWebSocket

/// What NIO's decoder and aggregator do not look at (RFC 6455 §5.1, §5.2): mask, reserved bits, opcodes.
final class FrameRules: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketFrame

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    if let violation = Self.violation(frame) {
      context.fireErrorCaught(BridgeFailure.protocolViolation(violation))
    } else {
      context.fireChannelRead(data)
    }
  }

  private static func violation(_ frame: WebSocketFrame) -> String? {
    if frame.maskKey != nil { return "a masked frame" }
    if !frame.reservedBits.isEmpty { return "a frame with reserved bits" }
    switch frame.opcode {
    case .text, .binary, .continuation, .ping, .pong: return nil
    case .connectionClose: return frame.length == 1 ? "half a close code" : nil
    default: return "a frame with an unknown opcode"
    }
  }
}
