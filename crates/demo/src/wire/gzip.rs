//! Packs replies with one compressor for the whole server: making one anew costs more than packing.

use std::sync::{Mutex, PoisonError};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

pub(crate) const HEAD: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

#[derive(Debug)]
pub(crate) struct Packer(Mutex<Compress>);

impl Packer {
    pub(crate) fn new() -> Packer {
        Packer(Mutex::new(Compress::new(Compression::fast(), false)))
    }

    pub(crate) fn pack(&self, data: &[u8]) -> Vec<u8> {
        let mut compress = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        compress.reset();
        let mut crc = Crc::new();
        crc.update(data);
        let mut out = Vec::with_capacity(data.len() / 2 + 64);
        out.extend_from_slice(HEAD);
        deflate(&mut compress, data, &mut out, FlushCompress::Finish);
        out.extend_from_slice(&tail(crc.sum(), data.len() as u64));
        out
    }
}

/// The end of a gzip member: check sum, and size modulo 2³².
pub(crate) fn tail(sum: u32, size: u64) -> [u8; 8] {
    let mut end = [0; 8];
    end[..4].copy_from_slice(&sum.to_le_bytes());
    end[4..].copy_from_slice(&size.to_le_bytes()[..4]);
    end
}

/// Adds all of `data`, deflated and flushed, to `out`.
pub(crate) fn deflate(compress: &mut Compress, data: &[u8], out: &mut Vec<u8>, flush: FlushCompress) {
    let start = compress.total_in();
    loop {
        let consumed = usize::try_from(compress.total_in() - start).unwrap_or(data.len());
        match compress.compress_vec(&data[consumed..], out, flush) {
            // Room left in the output means that the flush is complete.
            Ok(Status::Ok | Status::BufError) if out.len() == out.capacity() => out.reserve(out.capacity()),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::Packer;

    #[test]
    fn what_is_packed_is_read_back_whole_every_time() {
        let packer = Packer::new();
        let long: Vec<u8> = (0..300_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for data in [b"".as_slice(), b"one", &long, b"after a long one"] {
            let reply = packer.pack(data);
            let mut read = Vec::new();
            GzDecoder::new(reply.as_slice()).read_to_end(&mut read).expect("valid gzip");
            assert_eq!(read, data);
        }
    }
}
