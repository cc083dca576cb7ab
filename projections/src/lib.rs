//! Read models of Rantai.
