/// The largest message that is taken in, in bytes. Larger ones are rejected, with their place and this
/// reason, by whatever reads them.
package let maximumMessageSize = 1 << 30
