/// The largest message that is accepted, in bytes. Every reader rejects larger ones and reports
/// their place and this reason.
package let maximumMessageSize = 1 << 30
