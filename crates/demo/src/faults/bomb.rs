//! A gzip bomb: a few hundred kilobytes that inflate to hundreds of megabytes, never held in memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use flate2::{Compress, Compression, Crc, FlushCompress};
use hyper::body::{Body, Bytes, Frame};

use crate::wire::gzip::{HEAD, deflate, tail};

const BLOCK: u64 = 1 << 20;
/// An empty last block of deflate.
const LAST_BLOCK: &[u8] = &[3, 0];

/// One megabyte of spaces is deflated once, and its bytes are sent as often as needed: a full
/// flush at the end of a block leaves nothing in it that depends on what came before.
pub(crate) struct Bomb {
    started: bool,
    blocks: u64,
    block: Bytes,
    end: Option<Bytes>,
}

impl Bomb {
    pub(crate) fn new(size: u64) -> Bomb {
        let (blocks, rest) = (size / BLOCK, size % BLOCK);
        let whole = vec![b' '; usize::try_from(BLOCK).unwrap_or(0)];
        let part = &whole[..usize::try_from(rest).unwrap_or(0)];
        let mut crc = Crc::new();
        let mut block_crc = Crc::new();
        block_crc.update(&whole);
        for _ in 0..blocks {
            crc.combine(&block_crc);
        }
        let mut part_crc = Crc::new();
        part_crc.update(part);
        crc.combine(&part_crc);

        let mut end = if part.is_empty() { Vec::new() } else { deflated(part) };
        end.extend_from_slice(LAST_BLOCK);
        end.extend_from_slice(&tail(crc.sum(), size));
        let block = if blocks == 0 { Bytes::new() } else { deflated(&whole).into() };
        Bomb { started: false, blocks, block, end: Some(end.into()) }
    }
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 16 + 1_024);
    deflate(&mut Compress::new(Compression::best(), false), data, &mut out, FlushCompress::Full);
    out
}

impl Body for Bomb {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = if !self.started {
            self.started = true;
            Some(Bytes::from_static(HEAD))
        } else if self.blocks > 0 {
            self.blocks -= 1;
            Some(self.block.clone())
        } else {
            self.end.take()
        };
        Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes))))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use flate2::read::GzDecoder;
    use hyper::body::Body;

    use super::Bomb;

    #[test]
    fn the_bomb_is_valid_gzip_of_just_that_size() {
        for size in [0, 10, 1 << 20, (3 << 20) + 12_345] {
            let mut bomb = Bomb::new(size);
            let mut sent = Vec::new();
            let mut context = Context::from_waker(Waker::noop());
            while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut bomb).poll_frame(&mut context) {
                sent.extend_from_slice(&frame.into_data().expect("data"));
            }
            let mut inflated = Vec::new();
            GzDecoder::new(sent.as_slice()).read_to_end(&mut inflated).expect("valid gzip");
            assert_eq!(inflated.len() as u64, size);
            assert!(sent.len() as u64 <= size / 50 + 100, "{} for {size}", sent.len());
        }
    }
}
