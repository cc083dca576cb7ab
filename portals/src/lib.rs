//! The web portals and the command line of Rantai.

pub mod demo;
pub mod i18n;
pub mod print;
pub mod uploads;
pub mod web;
