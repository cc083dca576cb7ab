//! The web portals and the command line of Rantai.

pub mod app;
pub mod audit;
pub mod business;
pub mod cli;
pub mod contact;
pub mod courier;
pub mod deeds;
pub mod demo;
pub mod distributor;
pub mod filled;
pub mod i18n;
pub mod imports;
pub mod links;
pub mod order_words;
pub mod people;
pub mod print;
pub mod regions;
pub mod routes;
pub mod share;
pub mod site;
pub mod storefront;
pub mod supplier;
pub mod uploads;
pub mod web;
pub mod who;
