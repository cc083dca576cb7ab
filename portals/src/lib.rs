//! The web portals and the command line of Rantai.

pub mod demo;
