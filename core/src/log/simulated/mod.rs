//! A disk and a store in memory, that crash and fail as real ones may.
//!
//! Nothing is durable before it was synced. A crash keeps of every file its synced bytes and any of the sectors
//! written since; of every folder its synced names and any of the changes since; of the store a prefix of its
//! batches that holds everything flushed. Everything that happens can be recorded, so that the states a crash
//! may leave at any moment of a run are built afterwards.

mod audit;
mod file;
mod store;
mod world;

pub(crate) use audit::{audit, verify};
pub(crate) use world::Op;
pub(crate) use world::{Fault, World};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::log::disk::{Disk, DiskFile};
    use crate::simulation::Dice;

    const FILE: &str = "/shop/file";

    /// A file whose name is synced.
    fn file(world: &World) -> Box<dyn DiskFile> {
        let file = world.create(Path::new(FILE)).unwrap();
        world.sync_folder(Path::new("/shop")).unwrap();
        file
    }

    /// What 200 crashes leave of the file.
    fn left(world: &World) -> BTreeSet<Vec<u8>> {
        (0..200).map(|seed| world.crash(&mut Dice::of(seed)).bytes(Path::new(FILE))).collect()
    }

    #[test]
    fn what_is_synced_is_left_by_every_crash_and_of_the_rest_any_sectors() {
        let world = World::new(1);
        let mut file = file(&world);
        file.write_at(&[1; 2048], 0).unwrap();
        file.sync().unwrap();
        file.write_at(&[2; 1024], 512).unwrap();
        let sectors: BTreeSet<Vec<u8>> = left(&world)
            .into_iter()
            .map(|bytes| {
                assert!(
                    bytes.len() == 2048
                        && bytes.chunks(512).all(|sector| sector.iter().all(|b| *b == sector[0]))
                );
                bytes.chunks(512).map(|sector| sector[0]).collect()
            })
            .collect();
        assert_eq!(sectors, [[1, 1, 1, 1], [1, 1, 2, 1], [1, 2, 1, 1], [1, 2, 2, 1]].map(Vec::from).into());
    }

    #[test]
    fn a_name_that_is_not_synced_may_be_gone_and_a_file_has_one_of_its_names() {
        let world = World::new(1);
        file(&world).write_at(&[1], 0).unwrap();
        world.rename(Path::new(FILE), Path::new("/shop/other")).unwrap();
        let names: BTreeSet<_> = (0..50).map(|seed| world.crash(&mut Dice::of(seed)).files()).collect();
        assert_eq!(names.len(), 2);
        assert!(names.iter().all(|files| files.len() == 1));
        world.create(Path::new("/shop/new")).unwrap();
        assert!((0..50).any(|seed| world.crash(&mut Dice::of(seed)).files().len() == 1));
    }

    #[test]
    fn a_sync_that_failed_is_not_made_good_by_the_next() {
        let lost = (0..50).filter(|seed| {
            let world = World::new(*seed);
            let mut file = file(&world);
            file.write_at(&[1; 512], 0).unwrap();
            world.fail_at(world.operations(), Fault::Eio, false);
            file.sync().unwrap_err();
            file.sync().unwrap();
            assert_eq!(world.bytes(Path::new(FILE)), [1; 512]);
            left(&world) != BTreeSet::from([vec![1; 512]])
        });
        assert!(lost.count() > 10);
    }
}
